main();
self.holdfastSync = open;
})();
