using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>The usual help, followed by a command's examples.</summary>
internal sealed class RemarksHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Makes the root's help option end with examples.</summary>
    public static void Attach(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new RemarksHelp((HelpAction)option.Action!);
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var remarks = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Remarks,
            RootCommand => ExitCode.Help,
            _ => null,
        };
        if (remarks is not null)
            parseResult.InvocationConfiguration.Output.WriteLine(remarks + Environment.NewLine);
        return code;
    }
}
