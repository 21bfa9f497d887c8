const { commands } = require('vscode');

exports.activate = () => commands.executeCommand('sockscope.openWalkthrough');
