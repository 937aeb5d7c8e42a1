main();
self.holdfastQueue = open(self.holdfast.network());
})();
