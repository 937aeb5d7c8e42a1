main();
return { open };
})();
