using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp completion SHELL</c></summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "fish", "zsh"];

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = $"Which shell: {string.Join(", ", Shells)}" };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Shells.Contains(result.Tokens[0].Value))
                result.AddError(WordOption.Wrong("shell", result.Tokens[0].Value, Shells));
        });
        var completion = new Verb("completion", "Print a script that lets a shell complete commands, options and names of studies, trials and workers",
            """
            Examples:
              eval "$(jointqp completion bash)"   in ~/.bashrc
              eval "$(jointqp completion zsh)"    in ~/.zshrc, after compinit
              jointqp completion fish | source    in ~/.config/fish/config.fish

            Names come from the JointQP that runs on the data directory; when none does,
            or it does not answer within a second, there are none. Trials are offered by
            their index; once a letter is typed, by EXPERIMENT/SCHEDULE/SEED.
            """, OutputForms.Table, Exits.Local) { shell };
        completion.SetAction(result =>
        {
            terminal.Print(ShellScripts.Of(result.GetRequiredValue(shell), ShellName.Command(AppContext.BaseDirectory, terminal.Environment)));
            return ExitCode.Ok;
        });
        return completion;
    }
}
