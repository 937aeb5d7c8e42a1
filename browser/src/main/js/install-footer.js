main();
self.holdfastInstall = { install, activate, tell };
