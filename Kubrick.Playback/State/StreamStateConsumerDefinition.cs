using MassTransit;
using MongoDB.Driver;

namespace Kubrick.Playback.State;

/// <summary>How events of streams are taken in: while the database is away they wait for it, for a day, instead of being put aside as failed.</summary>
internal sealed class StreamStateConsumerDefinition : ConsumerDefinition<StreamStateConsumer>
{
    private const int Tries = 24 * 60 * 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<StreamStateConsumer> consumerConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<MongoException>(IsAway);
            // The driver's answer when no server can be selected in time.
            retry.Handle<TimeoutException>();
            retry.Interval(Tries, Pause);
        });

    private static bool IsAway(MongoException exception) => exception is MongoConnectionException or MongoNotPrimaryException or MongoNodeIsRecoveringException
        or MongoExecutionTimeoutException or MongoWaitQueueFullException or MongoConnectionPoolPausedException;
}
