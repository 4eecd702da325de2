import { runService } from '@personal-assistant/service-kit';
import { TelegramBotModule } from './telegram-bot.module.js';

await runService({ appName: 'TELEGRAM_BOT_SERVICE', module: () => TelegramBotModule.register() });
