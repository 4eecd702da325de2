export { askAll, type Attempt } from './ask-all.js';
export { type Circumstances, circumstancesOf } from './circumstances.js';
export { DataError, type Example, readExamples } from './examples.js';
export { onThrowAwaySystem, type RunningSystem } from './on-throw-away-system.js';
export { type Asked, Product, ProductError, reasonOf, type Taught } from './product.js';
export { Progress } from './progress.js';
export { ROOT } from './root.js';
export { mean, percentile } from './statistics.js';
export { number, percent, table } from './table.js';
