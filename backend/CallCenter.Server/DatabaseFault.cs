using System.Data.Common;
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
}
