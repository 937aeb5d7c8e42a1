importScripts('/holdfast/precache.js', '/worker.js');
main();
