main();
self.holdfast = (made => {
  const { loginRoutes } = made;
  made.loginRoutes = (...paths) => loginRoutes.call(made, paths);
  return made;
})(open());
