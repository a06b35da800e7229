namespace Kubrick.AppHost.Servers;

/// <summary>Copies the state of a server to its child resources; Aspire does that for children of containers only.</summary>
internal static class ParentStateExtensions
{
    /// <summary>Copies every state change of <paramref name="parent"/> to <paramref name="child"/>.</summary>
    public static IResourceBuilder<T> WithStateOf<T>(this IResourceBuilder<T> child, IResourceBuilder<IResource> parent)
        where T : IResource =>
        child.OnInitializeResource((resource, initialize, cancellationToken) =>
        {
            _ = FollowAsync(resource, parent.Resource, initialize.Notifications, cancellationToken);
            return Task.CompletedTask;
        });

    private static async Task FollowAsync(IResource child, IResource parent, ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(cancellationToken))
            {
                if (change.Resource == parent)
                {
                    await notifications.PublishUpdateAsync(child, snapshot => snapshot with
                    {
                        State = change.Snapshot.State,
                        StartTimeStamp = change.Snapshot.StartTimeStamp,
                        StopTimeStamp = change.Snapshot.StopTimeStamp,
                    });
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application is stopping.
        }
    }
}
