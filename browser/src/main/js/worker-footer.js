main();
self.holdfast = open();
