export { TelegramBotModule } from './telegram-bot.module.js';
export { DEFAULT_TIMINGS, TIMINGS, type Timings } from './timings.js';
