namespace JointQP.Client.Rendering;

/// <summary>Scripts that make a shell ask the console for completions, by its directive <c>[suggest:POSITION] LINE</c>.</summary>
internal static class ShellScripts
{
    // Options are offered once a dash is typed: without it they would stand among the names. Where there is nothing to offer, files are.
    private const string Bash =
        """
        _jointqp() {
            local word=${COMP_WORDS[COMP_CWORD]} found quoted
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == "$word"* && ( $found != -* || $word == -* ) ]] || continue
                printf -v quoted %q "$found"
                COMPREPLY+=("$quoted")
            done < <(@command@ "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _jointqp jointqp
        """;

    private const string Zsh =
        """
        _jointqp() {
            local -a found
            found=("${(@f)$(@command@ "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            [[ $PREFIX == -* ]] || found=("${(@)found:#-*}")
            found=("${(@)found:#}")
            if (( $#found )); then compadd -a found; else _files; fi
        }
        compdef _jointqp jointqp
        """;

    private const string Fish =
        """
        function __jointqp_found
            set -l found (@command@ "[suggest:"(commandline -C)"]" (commandline -p | string collect) 2>/dev/null)
            if string match -q -- '-*' (commandline -ct)
                printf '%s\n' $found
            else
                string match -v -- '-*' $found
            end
        end
        complete -c jointqp -n '__fish_seen_subcommand_from launch plan' -F
        complete -c jointqp -n 'not __fish_seen_subcommand_from launch plan' -f -a '(__jointqp_found)'
        """;

    /// <summary>The script.</summary>
    /// <param name="shell"><c>bash</c>, <c>zsh</c> or <c>fish</c>.</param>
    /// <param name="command">How the shell runs the console: an alias is not known inside a function.</param>
    public static string Of(string shell, string command) =>
        (shell switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }).ReplaceLineEndings("\n").Replace("@command@", command, StringComparison.Ordinal);
}
