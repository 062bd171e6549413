/** Options that say which installation is meant. */
import { Option } from 'commander';

export const configOption = () =>
  new Option('--config <file>', 'configuration file; default: the demonstration').env('CANHMANG_CONFIG');

export const dataOption = () =>
  new Option('--data <folder>', 'folder for everything that is stored').env('CANHMANG_DATA');
