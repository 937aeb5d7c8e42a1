main();
self.holdfastSync = open;
