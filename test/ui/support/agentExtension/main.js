/* global exports, require */
// Stands in for an agent: calls a tool of Sockscope as whoever has a language model does. What is typed is JSON: {"name", "input"}.
const vscode = require('vscode');

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand('agentTest.call', async () => {
      const typed = await vscode.window.showInputBox({ prompt: 'Call' });
      const { name, input } = JSON.parse(typed);
      try {
        const { content } = await vscode.lm.invokeTool(`sockscope_${name}`, { input, toolInvocationToken: undefined });
        vscode.window.setStatusBarMessage(`called: ${content[0].value}`);
      } catch (error) {
        vscode.window.setStatusBarMessage(`failed: ${error.message}`);
      }
    }),
  );
};
