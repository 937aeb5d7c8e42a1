main();
self.holdfast = open();
})();
