import { Global, Module } from '@nestjs/common';
import { Database } from './database.js';
import { NotificationListener } from './notification-listener.js';
import { Signals } from './signals.js';

@Global()
@Module({ providers: [Signals, Database, NotificationListener], exports: [Signals, Database] })
export class DatabaseModule {}
