// Stands for `mocha` where there is no Node: its build for browsers, which sets a global. It is named
// by its path, for the name of the package leads here.
require(/** @type {string} */ ('../../../node_modules/mocha/mocha.js'));

module.exports = Reflect.get(globalThis, 'Mocha');
