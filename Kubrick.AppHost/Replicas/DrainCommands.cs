namespace Kubrick.AppHost.Replicas;

/// <summary>Adds the dashboard's commands of a worker.</summary>
internal static class DrainCommands
{
    /// <summary>Adds <c>drain</c>, which moves the worker's streams to other workers, and <c>resume</c>.</summary>
    public static Service WithDrainCommands(this Service workers) => workers.Each(worker => worker
        .WithHttpCommand("/drain", "Drain", commandName: "drain", commandOptions: new HttpCommandOptions
        {
            Description = "Requeues the streams of this worker, which other workers continue. The worker accepts no new ones.",
            IconName = "ArrowExit",
        })
        .WithHttpCommand("/resume", "Resume", commandName: "resume", commandOptions: new HttpCommandOptions
        {
            Description = "Lets a drained worker accept streams again.",
            IconName = "ArrowEnter",
        }));
}
