using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CallCenter.Data.Databases;

/// <summary>Whole tables in and out, by the quickest way each provider has. Within the transaction of the context, if there is one.</summary>
public static class TableCopy
{
    private const int Batch = 5000;

    public static async Task<long> CountAsync(this CenterDb db, TableShape table, CancellationToken ct)
    {
        await using var command = await CommandAsync(db, $"SELECT COUNT(*) FROM {Quoted(db, table.Name)}", ct);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    /// <summary>Every row as stored, one after the other.</summary>
    public static async IAsyncEnumerable<object?[]> ReadAsync(this CenterDb db, TableShape table, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = await CommandAsync(db, $"SELECT {Columns(db, table)} FROM {Quoted(db, table.Name)}", ct);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        while (await reader.ReadAsync(ct))
        {
            var row = new object?[table.Columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = await reader.IsDBNullAsync(i, ct) ? null : Value(reader, i, table.Columns[i].Type);
            yield return row;
        }
    }

    /// <returns>How many rows were written.</returns>
    public static async Task<long> WriteAsync(this CenterDb db, TableShape table, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        return db.Database.GetDbConnection() switch
        {
            NpgsqlConnection => await PostgresAsync(db, table, rows, ct),
            SqlConnection connection => await SqlServerAsync(connection, db, table, rows, ct),
            SqliteConnection => await SqliteAsync(db, table, rows, ct),
            var other => throw new NotSupportedException($"{other.GetType().Name} is no database of ours."),
        };
    }

    private static async Task<long> PostgresAsync(CenterDb db, TableShape table, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        var count = 0L;
        await using (var importer = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginBinaryImportAsync($"COPY {Quoted(db, table.Name)} ({Columns(db, table)}) FROM STDIN (FORMAT BINARY)", ct))
        {
            importer.Timeout = TimeSpan.FromMinutes(30);
            await foreach (var row in rows.WithCancellation(ct))
            {
                await importer.StartRowAsync(ct);
                foreach (var value in row)
                {
                    if (value is null) await importer.WriteNullAsync(ct);
                    else await importer.WriteAsync(value is string text ? StorableText.Of(text) : value, ct);
                }
                count++;
            }
            await importer.CompleteAsync(ct);
        }
        if (table.Numbered is { } key && count > 0)
        {
            await using var command = await CommandAsync(db, $"SELECT setval(pg_get_serial_sequence('{Quoted(db, table.Name)}', '{key.Name}'), (SELECT MAX({Quoted(db, key.Name)}) FROM {Quoted(db, table.Name)}))", ct);
            await command.ExecuteNonQueryAsync(ct);
        }
        return count;
    }

    private static async Task<long> SqlServerAsync(SqlConnection connection, CenterDb db, TableShape table, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        using var copy = new SqlBulkCopy(connection, SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.CheckConstraints, (SqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        (copy.DestinationTableName, copy.BulkCopyTimeout) = (Quoted(db, table.Name), 1800);
        using var batch = new DataTable();
        foreach (var column in table.Columns)
        {
            batch.Columns.Add(column.Name, column.Type == typeof(DateOnly) ? typeof(DateTime) : column.Type);
            copy.ColumnMappings.Add(column.Name, column.Name);
        }
        var count = 0L;
        await foreach (var row in rows.WithCancellation(ct))
        {
            batch.Rows.Add([.. row.Select(value => value is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : value ?? DBNull.Value)]);
            count++;
            if (batch.Rows.Count == Batch) await FlushAsync();
        }
        if (batch.Rows.Count > 0) await FlushAsync();
        return count;

        async Task FlushAsync()
        {
            await copy.WriteToServerAsync(batch, ct);
            batch.Clear();
        }
    }

    private static async Task<long> SqliteAsync(CenterDb db, TableShape table, IAsyncEnumerable<object?[]> rows, CancellationToken ct)
    {
        await using var command = await CommandAsync(db, $"INSERT INTO {Quoted(db, table.Name)} ({Columns(db, table)}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"))})", ct);
        var parameters = table.Columns.Select((_, i) => new SqliteParameter($"@p{i}", DBNull.Value)).ToArray();
        command.Parameters.AddRange(parameters);
        var count = 0L;
        await foreach (var row in rows.WithCancellation(ct))
        {
            for (var i = 0; i < row.Length; i++) parameters[i].Value = row[i] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(ct);
            count++;
        }
        return count;
    }

    private static object Value(DbDataReader reader, int i, Type type) =>
        type == typeof(string) ? reader.GetString(i)
        : type == typeof(Guid) ? reader.GetGuid(i)
        : type == typeof(long) ? reader.GetInt64(i)
        : type == typeof(int) ? reader.GetInt32(i)
        : type == typeof(bool) ? reader.GetBoolean(i)
        : type == typeof(double) ? reader.GetDouble(i)
        : type == typeof(DateOnly) ? reader.GetFieldValue<DateOnly>(i)
        : type == typeof(byte[]) ? reader.GetFieldValue<byte[]>(i)
        : throw new NotSupportedException($"A column of {type.Name} has not been moved before.");

    private static async Task<DbCommand> CommandAsync(CenterDb db, string sql, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 1800;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }

    private static string Columns(CenterDb db, TableShape table) => string.Join(", ", table.Columns.Select(c => Quoted(db, c.Name)));

    private static string Quoted(CenterDb db, string name) => db.Database.IsSqlServer() ? $"[{name}]" : $"\"{name}\"";
}
