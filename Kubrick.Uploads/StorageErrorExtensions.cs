using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Kubrick.Storage.Local;

namespace Kubrick.Uploads;

/// <summary>Maps the failures of the storage to errors of the API.</summary>
internal static class StorageErrorExtensions
{
    public static IServiceCollection AddStorageErrors(this IServiceCollection services) => services
        .AddExceptionMapping<StorageException>(Map)
        .AddExceptionMapping<IncomingBytesException>(Map);

    private static ApiErrorResult Map(StorageException exception) => exception.Error switch
    {
        StorageError.UploadNotFound => ApiErrors.NoUploadSession(exception.Message),
        StorageError.PartMismatch => ApiErrors.Validation("/parts", exception.Message),
        StorageError.ChecksumMismatch => ApiErrors.Validation("/sha256", exception.Message + " The upload stays open; send the parts again."),
        StorageError.PreconditionFailed => ApiErrors.PreconditionFailed(exception.Message),
        StorageError.Full => Full(),
        _ => ApiErrors.Unavailable("The storage cannot be reached at the moment; try again shortly."),
    };

    private static ApiErrorResult Map(IncomingBytesException exception) => exception switch
    {
        { Error: IncomingBytesError.TooLarge } => ApiErrors.PayloadTooLarge(exception.Message),
        { InnerException: BadHttpRequestException bad } => ApiErrors.OfStatus(bad.StatusCode),
        _ => ApiErrors.InvalidFormat(exception.Message),
    };

    private static ApiErrorResult Full() => new(
        StatusCodes.Status507InsufficientStorage,
        [new ApiError("507", ErrorCodes.ServerError, "Storage full", "The storage has not enough free space for this; everything stored before is safe.", Source: null)]);
}
