export default [
  {
    files: ['**/*.js'],
    languageOptions: { ecmaVersion: 2020, sourceType: 'module' },
    rules: {
      'no-var': 'error',
      'prefer-const': 'error',
      'one-var': ['error', 'never'],
      'no-unused-vars': ['error', { args: 'none', caughtErrors: 'none' }],
      'no-unreachable': 'error',
      'no-dupe-keys': 'error',
      'no-self-assign': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // TeaVM prints them without a space between.
      'no-restricted-syntax': [
        'error',
        "BinaryExpression[operator='+'] > UnaryExpression[operator='+'].right",
        "BinaryExpression[operator='-'] > UnaryExpression[operator='-'].right",
      ],
      // TeaVM gives parameters names of one letter, and does not know ours.
      'id-length': ['error', { min: 2, properties: 'never' }],
    },
  },
];
