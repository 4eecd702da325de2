import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Only these may import what is named: see docs/decisions for the direction edge → service → repository. */
const FRAMEWORK_FREE_SERVICES = {
  patterns: [
    {
      group: ['**/generated/**', '@prisma/*', 'pg'],
      message: 'Only *.repository.ts and database/ talk to PostgreSQL.',
    },
    { group: ['bullmq', 'ioredis'], message: 'Queues are reached through the JobQueue port of service-kit.' },
    { group: ['grammy', '@grammyjs/*'], message: 'Telegram belongs to apps/telegram-bot.' },
  ],
  paths: [
    {
      name: '@nestjs/common',
      importNames: [
        'HttpException',
        'BadRequestException',
        'NotFoundException',
        'ForbiddenException',
        'UnauthorizedException',
        'ConflictException',
      ],
      message: 'Services throw AppError; the error filter maps it to HTTP.',
    },
  ],
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '**/.venv/**',
      '**/.venv-learning/**',
      '.data/**',
      'test/artifacts/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Nest's modules are classes without members.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-console': 'error',
      'max-lines': ['error', { max: 500 }],
    },
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/service-kit/src/config/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Configuration is parsed once in service-kit: inject CONFIG.',
        },
      ],
    },
  },
  {
    files: [
      'apps/*/src/**/*.service.ts',
      'apps/*/src/**/*.handler.ts',
      'apps/*/src/**/*.state.ts',
      'apps/*/src/**/*.controller.ts',
    ],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', FRAMEWORK_FREE_SERVICES] },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.spec.tsx', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'off',
    },
  },
  {
    // Whole-system specs assert on parts of JSON bodies; the contracts parse the whole ones.
    files: ['test/src/*.system.spec.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } },
);
