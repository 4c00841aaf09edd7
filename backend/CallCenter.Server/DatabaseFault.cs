using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server;

/// <summary>Tells a database that is away, locked or full from a fault of ours; the same for every provider.</summary>
internal static class DatabaseFault
{
    public static bool Is(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => false,
        DbException or DbUpdateException or TimeoutException => true,
        // Npgsql and SqlClient wrap a cause that may pass.
        InvalidOperationException { InnerException: { } cause } => Is(cause),
        // SqlClient's pool has no connection left to a server that does not answer, and says so with nothing but a text.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" } => true,
        _ => false,
    };

    /// <summary>The database is there and will never take this: a key is there already, a text is too long, something it needs is missing.</summary>
    public static bool RefusesIt(Exception fault) => fault switch
    {
        DbUpdateException { InnerException: { } cause } => RefusesIt(cause),
        InvalidOperationException { InnerException: { } cause } => RefusesIt(cause),
        // Too big, a constraint, a wrong type, out of range.
        SqliteException { SqliteErrorCode: 18 or 19 or 20 or 25 } => true,
        // Classes of the standard: wrong data, a constraint.
        DbException { SqlState: ['2', '2' or '3', ..] } => true,
        // SqlClient knows numbers alone: null, constraint, unique index and key, too long, overflow.
        DbException when fault.Data["HelpLink.EvtID"] is "515" or "547" or "2601" or "2627" or "2628" or "8152" or "220" or "8115" => true,
        _ => !Is(fault),
    };
}
