using System.Runtime.InteropServices;
using Kubrick.ServiceDefaults;
using Kubrick.Storage;
using Microsoft.Extensions.Options;
using MongoDB.Driver;

namespace Kubrick.Recordings.Moving;

/// <summary>
/// <c>storage move</c>: moves recordings from one storage to another. A verb of this program, because it owns the documents that say where a recording lies. The service
/// itself never copies media.
/// </summary>
internal sealed class StorageMoveCommand(TextWriter output, TextWriter errors)
{
    private const int Left = 1;
    private const int WrongArguments = 64;
    private const int Interrupted = 130;

    private static readonly string[] Providers = [StorageLocation.Local, StorageLocation.S3, StorageLocation.Gcp];

    /// <summary>Runs the command with the console; Ctrl-C and SIGTERM end it after the present step.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        return await new StorageMoveCommand(Console.Out, Console.Error).RunAsync(args, stop.Token);

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Runs the command; returns its exit code.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <param name="settings">Settings that take precedence over those of the process.</param>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? settings = null)
    {
        if (StorageMoveArguments.Read(args) is not { } arguments)
        {
            return await FailAsync(WrongArguments, "Wrong arguments. See ./kubrick storage move --help.");
        }

        if (arguments.IsHelp)
        {
            await output.WriteLineAsync(StorageMoveArguments.Usage);
            return 0;
        }

        foreach (var place in (string[])[arguments.From!, arguments.To!])
        {
            if (!Providers.Contains(Split(place).Provider))
            {
                return await FailAsync(WrongArguments, $"'{place}' is no storage: local, s3 or gcp, or PROVIDER:BUCKET.");
            }
        }

        await using var app = Build(Split(arguments.To!).Provider, settings ?? new Dictionary<string, string?>());
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return await MoveAsync(app.Services, arguments, cancellationToken);
        }
        catch (Exception exception) when (WrongSettings(exception) is { Count: > 0 } faults)
        {
            return await FailAsync(ServiceRunExtensions.ExitCodeForSettings, [.. faults]);
        }
        catch (StorageException exception)
        {
            return await FailAsync(Left, exception.Message);
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException)
        {
            return await FailAsync(Left, $"The database cannot be used: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(Interrupted, "Interrupted. Nothing is lost; run the command again to continue.");
        }
    }

    private async Task<int> MoveAsync(IServiceProvider services, StorageMoveArguments arguments, CancellationToken cancellationToken)
    {
        var places = services.GetRequiredService<StoragePlaces>();
        var (fromName, toName) = (Split(arguments.From!), Split(arguments.To!));
        foreach (var (provider, bucket) in ((string, string?)[])[fromName, toName])
        {
            if (places.Find(provider, bucket) is null)
            {
                return await FailAsync(ServiceRunExtensions.ExitCodeForSettings, $"The settings of {provider} are missing: {places.WhyNot(provider, bucket)}");
            }
        }

        var (from, to) = (places.Find(fromName.Provider, fromName.Bucket)!, places.Find(toName.Provider, toName.Bucket)!);
        if (from.Location == to.Location)
        {
            return await FailAsync(WrongArguments, $"--from and --to are the same storage: {from.Location.Provider} '{from.Location.Bucket}'.");
        }

        var run = ActivatorUtilities.CreateInstance<MoveRun>(services, output, errors);
        return await run.RunAsync(from, to, arguments, cancellationToken) ? 0 : Left;
    }

    private static (string Provider, string? Bucket) Split(string place) =>
        place.Split(':', 2) is [var provider, { Length: > 0 } bucket] ? (provider, bucket) : (place, null);

    private static WebApplication Build(string to, IReadOnlyDictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        if (string.IsNullOrEmpty(builder.Configuration["Storage:Provider"]))
        {
            // New recordings will go to where the older ones are moved.
            builder.Configuration.AddInMemoryCollection([new("Storage:Provider", to)]);
        }

        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.AddDocuments();
        builder.Services.AddMoving();
        return builder.Build();
    }

    private static IReadOnlyList<string> WrongSettings(Exception exception) => exception switch
    {
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException { InnerExceptions: var several } => [.. several.SelectMany(WrongSettings)],
        _ => [],
    };

    private async Task<int> FailAsync(int exitCode, params string[] sentences)
    {
        foreach (var sentence in sentences)
        {
            await errors.WriteLineAsync(sentence);
        }

        return exitCode;
    }
}
