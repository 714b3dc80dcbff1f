using System.CommandLine;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp worker …</c></summary>
internal static class WorkerCommand
{
    public static Command Create(Terminal terminal, CommonOptions options) => new("worker", "Look at the workers")
    {
        WorkerListCommand.Create(terminal, options),
        WorkerShowCommand.Create(terminal, options),
    };
}
