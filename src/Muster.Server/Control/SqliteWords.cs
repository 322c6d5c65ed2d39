using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Muster.Server.Control;

/// <summary>Statements in one line.</summary>
internal static class SqliteWords
{
    /// <summary>Runs a statement; answers the rows it touched.</summary>
    public static int Run(this SqliteConnection file, string statement, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = file.Say(statement, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The one number that a statement finds.</summary>
    public static long Number(this SqliteConnection file, string statement)
    {
        using var command = file.Say(statement);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>The rows that a statement finds.</summary>
    public static List<T> Rows<T>(this SqliteConnection file, string statement, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = file.Say(statement, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    private static SqliteCommand Say(this SqliteConnection file, string statement, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = file.CreateCommand();
        command.CommandText = statement;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
