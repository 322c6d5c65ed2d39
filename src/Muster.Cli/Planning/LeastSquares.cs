namespace Muster.Cli.Planning;

/// <summary>What each kind of work costs, from samples of several kinds together: the costs whose relative errors, squared, are least in sum.</summary>
internal static class LeastSquares
{
    /// <param name="samples">How much of each kind of work, and what it took in all.</param>
    /// <param name="kinds">Of work.</param>
    /// <returns>For each kind. None is negative: a cost that noise would push below zero is zero, and the others are found without it.</returns>
    public static double[] Fit(IReadOnlyList<(double[] Work, double Took)> samples, int kinds)
    {
        var relative = samples.Where(sample => sample.Took > 0).Select(sample => Array.ConvertAll(sample.Work, work => work / sample.Took)).ToList();
        var counted = Enumerable.Range(0, kinds).Where(kind => relative.Exists(work => work[kind] > 0)).ToList();
        while (true)
        {
            var costs = Solve(relative, counted);
            if (costs.Length == 0 || costs.Min() >= 0)
            {
                var all = new double[kinds];
                for (var i = 0; i < counted.Count; i++) all[counted[i]] = costs[i];
                return all;
            }

            counted.RemoveAt(Array.IndexOf(costs, costs.Min()));
        }
    }

    /// <summary>The normal equations, by elimination. A kind that the others make up is given no cost.</summary>
    private static double[] Solve(List<double[]> work, List<int> counted)
    {
        var count = counted.Count;
        var rows = new double[count][];
        for (var i = 0; i < count; i++)
            rows[i] = [.. counted.Select(other => work.Sum(each => each[counted[i]] * each[other])), work.Sum(each => each[counted[i]])];

        for (var pivot = 0; pivot < count; pivot++)
        {
            var best = Enumerable.Range(pivot, count - pivot).MaxBy(row => Math.Abs(rows[row][pivot]) / rows[row].Take(count).Max(Math.Abs));
            (rows[pivot], rows[best]) = (rows[best], rows[pivot]);
            if (Math.Abs(rows[pivot][pivot]) <= 1e-12 * rows[pivot].Take(count).Max(Math.Abs)) continue;
            for (var row = 0; row < count; row++)
            {
                if (row == pivot) continue;
                var factor = rows[row][pivot] / rows[pivot][pivot];
                for (var column = pivot; column <= count; column++) rows[row][column] -= factor * rows[pivot][column];
            }
        }

        return [.. Enumerable.Range(0, count).Select(row => rows[row][row] == 0 ? 0 : rows[row][count] / rows[row][row])];
    }
}
