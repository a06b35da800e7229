using MassTransit;
using MongoDB.Driver;

namespace Kubrick.Playback.State;

/// <summary>Retries events for a day while the database is unreachable, before they go to the error queue.</summary>
internal sealed class StateConsumerDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    private const int Retries = 24 * 60 * 20;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(3);

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<TConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<MongoException>(IsUnreachable);
            // The driver throws this where it cannot select a server in time.
            retry.Handle<TimeoutException>();
            retry.Interval(Retries, RetryDelay);
        });

    private static bool IsUnreachable(MongoException exception) => exception is MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException
        or MongoExecutionTimeoutException or MongoWaitQueueFullException or MongoConnectionPoolPausedException;
}
