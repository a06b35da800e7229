namespace Kubrick.AppHost.Replicas;

/// <summary>Commands of a worker in the dashboard.</summary>
internal static class DrainCommands
{
    /// <summary>Adds <c>drain</c>, which hands the streams of a worker to others, and <c>resume</c>.</summary>
    public static Service WithDrainCommands(this Service workers) => workers.Each(worker => worker
        .WithHttpCommand("/drain", "Drain", commandName: "drain", commandOptions: new HttpCommandOptions
        {
            Description = "Returns the streams of this worker to the queue, from where other workers continue them; it takes no more.",
            IconName = "ArrowExit",
        })
        .WithHttpCommand("/resume", "Resume", commandName: "resume", commandOptions: new HttpCommandOptions
        {
            Description = "Lets this worker take streams again after it was drained.",
            IconName = "ArrowEnter",
        }));
}
