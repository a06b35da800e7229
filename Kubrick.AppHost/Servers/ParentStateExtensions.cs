
namespace Kubrick.AppHost.Servers;

/// <summary>Gives a part of a server the state of the server: Aspire does that for parts of containers only.</summary>
internal static class ParentStateExtensions
{
    /// <summary>The state of <paramref name="child"/> becomes that of <paramref name="parent"/> whenever it changes.</summary>
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
            // The application stops.
        }
    }
}
