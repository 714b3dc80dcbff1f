using JointQP.Client.Commands;
using JointQP.Client.Hosting;

using var interrupts = Interrupts.Listen();
return await JointQPCommand.Run(args, Terminal.OfProcess(interrupts));
