import { holdfast } from 'holdfast/worker';

holdfast.precache(self.__PRECACHE).navigationFallback('/index.html').start();
