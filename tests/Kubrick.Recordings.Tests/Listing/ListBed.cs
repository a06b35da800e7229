using System.Collections.Concurrent;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Listing;
using Kubrick.Recordings.Tests.Hosting;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;

namespace Kubrick.Recordings.Tests.Listing;

/// <summary>The lists on a database of their own, and the commands that they send.</summary>
internal sealed class ListBed : IAsyncDisposable
{
    private static readonly string[] Reads = ["find", "aggregate"];

    // Filling a database takes longer than most tests that only read it.
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Kept = new();

    private readonly ConcurrentQueue<BsonDocument> commands = new();
    private readonly MongoClient client;
    private readonly ServiceProvider services;

    private ListBed(string address, TimeProvider clock)
    {
        RecordingBson.EnsureRegistered();
        var settings = MongoClientSettings.FromConnectionString(address);
        settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(started =>
        {
            if (Reads.Contains(started.CommandName))
            {
                commands.Enqueue((BsonDocument)started.Command.DeepClone());
            }
        });
        client = new MongoClient(settings);
        Collection = client.GetDatabase(new MongoUrl(address).DatabaseName).GetCollection<Recording>("recordings");
        services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(clock).AddSingleton(Collection).AddSingleton<UnfilledDocuments>().AddSingleton<UnreadableRecordings>()
            .AddLists()
            .BuildServiceProvider();
    }

    public IMongoCollection<Recording> Collection { get; }

    /// <summary>The reads of the last page.</summary>
    public IReadOnlyList<BsonDocument> Commands { get; private set; } = [];

    /// <summary>The most documents that one of them skips.</summary>
    public int LargestSkip => Commands
        .SelectMany(command => command.GetValue("pipeline", new BsonArray()).AsBsonArray.Select(stage => stage.AsBsonDocument.GetValue("$skip", 0)).Append(command.GetValue("skip", 0)))
        .Max(skip => skip.ToInt32());

    /// <summary>Whether one of them skips many documents of the whole shelf.</summary>
    public bool SkipsFromTheBeginning => Commands.Any(command => command.GetValue("skip", 0).ToInt32() > 1000 && command["filter"].AsBsonDocument.ElementCount == 1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>On a database of its own.</summary>
    public static async Task<ListBed> StartAsync(Servers servers, IEnumerable<Recording> recordings, TimeProvider? clock = null) =>
        await OpenAsync(await StoreAsync(servers, recordings), clock);

    /// <summary>On a database that all tests of this name share; they change nothing in it.</summary>
    public static async Task<ListBed> StartAsync(Servers servers, string name, IEnumerable<Recording> recordings, TimeProvider? clock = null) =>
        await OpenAsync(await Kept.GetOrAdd(name, _ => new(() => StoreAsync(servers, recordings))).Value, clock);

    /// <summary>Checks for unfilled documents, as the service does once a minute.</summary>
    public Task CheckAsync() => services.GetRequiredService<UnfilledDocuments>().CheckAsync(Stop);

    /// <summary>Reads a page.</summary>
    public async Task<RecordingPage> ReadAsync(string parameters)
    {
        var query = RecordingQueryReader.Read(QueryHelpers.ParseQuery(parameters));
        Assert.Null(query.Error);
        commands.Clear();
        var page = await services.GetRequiredService<RecordingList>().ReadAsync(query.Value!, Stop);
        Commands = [.. commands];
        return page;
    }

    /// <summary>What the database has at a place of an order.</summary>
    public async Task<List<ObjectId>> ExpectedAsync(string sort, int skip, int count, FilterDefinition<Recording>? filter = null)
    {
        var found = await Collection.Find(filter ?? FilterDefinition<Recording>.Empty).Sort(RecordingSort.Find(sort)!.ToSort()).Skip(skip).Limit(count).ToListAsync(Stop);
        return [.. found.Select(recording => recording.Id)];
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        client.Dispose();
    }

    private static async Task<string> StoreAsync(Servers servers, IEnumerable<Recording> recordings)
    {
        var address = await servers.NewDatabaseAsync();
        await using var bed = new ListBed(address, TimeProvider.System);
        foreach (var batch in recordings.Chunk(1000))
        {
            await bed.Collection.InsertManyAsync(batch, cancellationToken: Stop);
        }

        await bed.Collection.Indexes.CreateManyAsync(RecordingIndexes.Keys.Select(keys => new CreateIndexModel<Recording>(keys)), Stop);
        return address;
    }

    private static async Task<ListBed> OpenAsync(string address, TimeProvider? clock)
    {
        var bed = new ListBed(address, clock ?? TimeProvider.System);
        await bed.CheckAsync();
        return bed;
    }
}
