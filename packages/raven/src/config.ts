/**
 * A client by configuration alone, for programs with a configuration of their own.
 *
 * ```js
 * const { client } = fromConfig(settings.raven) // { dsn: '…', include_paths: 'app, lib', level: 'error' }
 * ```
 */

export { fromConfig, writerOf, type ConfigSource, type Configured } from './config/from-config.ts'
export { findConfig } from './config/find-file.ts'
export { readConfig, type ConfigFile } from './config/read-file.ts'
