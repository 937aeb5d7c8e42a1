main();
self.holdfastInstall = { install, activate, forget, tell };
