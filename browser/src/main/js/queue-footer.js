main();
self.holdfastQueue = open;
})();
