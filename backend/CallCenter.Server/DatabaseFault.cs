using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server;

/// <summary>Tells a database that is away, locked or full from a fault of ours.</summary>
internal static class DatabaseFault
{
    public static bool Is(Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => false,
        DbException or DbUpdateException or TimeoutException => true,
        // A retrying provider wraps the cause.
        InvalidOperationException { InnerException: DbException } => true,
        _ => false,
    };
}
