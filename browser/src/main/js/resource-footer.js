main();
self.holdfastResource = open;
