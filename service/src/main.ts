import './run/thread-pool.ts';
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { runCommandLine } from './cli/command-line.ts';
import { tellUncaught } from './run/uncaught.ts';

tellUncaught();
if (existsSync('.env')) process.loadEnvFile('.env');
process.exitCode = await runCommandLine(process.argv.slice(2), process.env);
