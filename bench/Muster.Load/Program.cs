using Muster.Load;

return Commands.Run(args);
