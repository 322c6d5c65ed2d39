using Muster.Detection;

return HealthCommand.Run(args);
