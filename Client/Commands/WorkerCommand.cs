using System.CommandLine;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp worker …</c></summary>
internal static class WorkerCommand
{
    public static Command Create(Terminal terminal, CommonOptions options) => new Verb("worker", "Look at the workers, drain one, and give it work again",
        """
        Examples:
          jointqp worker list
          jointqp worker show local-0
          jointqp worker drain local-0
        """)
    {
        WorkerListCommand.Create(terminal, options),
        WorkerShowCommand.Create(terminal, options),
        WorkerDrainCommand.Create(terminal, options),
        WorkerRestoreCommand.Create(terminal, options),
    };
}
