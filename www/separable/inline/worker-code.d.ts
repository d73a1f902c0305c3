// Made by the bundler: the worker, as a script that is no module.
declare const code: string;
export default code;
