using Npgsql;

namespace Kubrick.DocumentDbGateway.Errors;

/// <summary>
/// Maps PostgreSQL's error states to MongoDB's codes. DocumentDB raises states of the form <c>M00xy</c>, where <c>xy</c> is the index into
/// <see cref="Codes"/> in base 36.
/// </summary>
internal static class SqlStateErrors
{
    private const int LargestCode = 100_000;

    private static readonly int[] Codes =
    [
        1, 2, 5, 9, 14, 15, 20, 23, 26, 27, 28, 31, 34, 40, 43, 48, 52, 53, 54, 56, 57, 61, 66, 67, 68, 72, 73, 85, 86, 111, 115, 118, 146, 159,
        165, 166, 167, 181, 197, 224, 232, 241, 263, 276, 291, 361, 10065, 10334, 11000, 12587, 13026, 13027, 13068, 13113, 13297, 13548,
    ];

    /// <summary>The code for a five-character state.</summary>
    public static MongoErrorCode Code(string state) => state switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation => MongoErrorCode.DuplicateKey,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => MongoErrorCode.WriteConflict,
        PostgresErrorCodes.LockNotAvailable => MongoErrorCode.LockTimeout,
        PostgresErrorCodes.QueryCanceled => MongoErrorCode.MaxTimeMSExpired,
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => MongoErrorCode.InvalidBSON,
        PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.StatementTooComplex => MongoErrorCode.BSONObjectTooLarge,
        _ => DocumentDbCode(state),
    };

    /// <summary>Write errors in a reply carry MongoDB's code or a state that is packed into a number, six bits a character.</summary>
    public static MongoErrorCode CodeOfPacked(int code) => code > LargestCode ? Code(Unpack(code)) : (MongoErrorCode)code;

    /// <summary>The name of a code; drivers show it.</summary>
    public static string Name(MongoErrorCode code) => code switch
    {
        (MongoErrorCode)14 => "TypeMismatch",
        (MongoErrorCode)20 => "IllegalOperation",
        (MongoErrorCode)27 => "IndexNotFound",
        (MongoErrorCode)48 => "NamespaceExists",
        (MongoErrorCode)66 => "ImmutableField",
        (MongoErrorCode)67 => "CannotCreateIndex",
        (MongoErrorCode)72 => "InvalidOptions",
        (MongoErrorCode)85 => "IndexOptionsConflict",
        (MongoErrorCode)86 => "IndexKeySpecsConflict",
        _ when Enum.IsDefined(code) => code.ToString(),
        _ => $"Location{(int)code}",
    };

    private static MongoErrorCode DocumentDbCode(string state)
    {
        if (state.Length != 5 || !state.StartsWith("M00", StringComparison.Ordinal) || Digit(state[3]) < 0 || Digit(state[4]) < 0)
        {
            return MongoErrorCode.UnknownError;
        }

        var index = (Digit(state[3]) * 36) + Digit(state[4]);
        return index < Codes.Length ? (MongoErrorCode)Codes[index] : MongoErrorCode.UnknownError;
    }

    private static string Unpack(int packed) => string.Create(5, packed, static (state, bits) =>
    {
        for (var i = 0; i < state.Length; i++, bits >>= 6)
        {
            state[i] = (char)((bits & 0x3f) + '0');
        }
    });

    private static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => -1,
    };
}
