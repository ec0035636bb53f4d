import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const wavesurferHome = "**/src/lib/waveform.ts";
const socketHome = "**/src/lib/socket.ts";

const homes = [
  { name: "wavesurfer.js", message: "Only src/lib/waveform.ts talks to wavesurfer.js." },
  { name: "socket.io-client", message: "Only src/lib/socket.ts talks to socket.io-client." },
  { name: "zod", message: "Take z from src/config/zod.ts, which sets it up first." },
  { name: "axios", message: "Only src/lib/api-client.ts talks to axios." },
];

const features = ["training", "models", "covers", "jobs", "library"];

const acrossFeatures = {
  regex: `^(@/features/|(\\.\\./)+(features/)?(${features.join("|")})(/|$))`,
  message: "Features never import each other; src/app composes them.",
};
const intoApp = { regex: "^(@/app(/|$)|(\\.\\./)+app(/|$))", message: "Only src/app imports src/app." };
const intoFeatures = { regex: "^(@/features/|(\\.\\./)+features/)", message: "Shared code knows no feature." };

export default tseslint.config(
  { ignores: ["**/dist/**", "**/coverage/**", "**/public/**"] },
  {
    files: ["**/src/**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, jsxA11y.flatConfigs.strict, reactHooks.configs.flat.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "no-console": "error",
      "max-depth": ["error", 3],
      complexity: ["error", 12],
      "no-restricted-imports": ["error", { paths: homes }],
    },
  },
  {
    files: ["**/src/**/*.tsx"],
    rules: {
      "max-lines": ["error", 200],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/src/features/**/*.{ts,tsx}"],
    rules: { "no-restricted-imports": ["error", { paths: homes, patterns: [acrossFeatures, intoApp] }] },
  },
  {
    files: ["**/src/{api,components,config,i18n,lib,schemas,testing}/**/*.{ts,tsx}"],
    rules: { "no-restricted-imports": ["error", { paths: homes, patterns: [intoFeatures, intoApp] }] },
  },
  {
    files: [wavesurferHome, socketHome, "**/src/lib/api-client.ts", "**/src/config/zod.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: [intoFeatures, intoApp] }] },
  },
  {
    files: ["**/*.test.{ts,tsx}"],
    rules: { "max-lines-per-function": "off" },
  },
);
