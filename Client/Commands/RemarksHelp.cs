using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>The usual help, followed by a command's examples.</summary>
internal sealed class RemarksHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Longer lines are hard to read.</summary>
    public const int MostColumns = 80;

    private const string Root =
        """
        Examples:
          jointqp demo
          jointqp up
          jointqp study launch examples/quick.yaml
          jointqp study watch quick

        """;

    /// <summary>Makes the root's help option end with examples.</summary>
    /// <param name="root">The root.</param>
    /// <param name="width">Columns that lines are broken at.</param>
    public static void Attach(RootCommand root, int width)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        if (!OperatingSystem.IsWindows())
        {
            option.Aliases.Remove("/h");
            option.Aliases.Remove("/?");
        }

        var usual = (HelpAction)option.Action!;
        usual.MaxWidth = width;
        option.Action = new RemarksHelp(usual);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var remarks = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Remarks,
            RootCommand => Root + "\n" + ExitCode.Help,
            _ => null,
        };
        if (remarks is not null)
            parseResult.InvocationConfiguration.Output.WriteLine(remarks + Environment.NewLine);
        return code;
    }
}
