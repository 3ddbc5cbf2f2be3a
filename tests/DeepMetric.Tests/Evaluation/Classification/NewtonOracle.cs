namespace DeepMetric.Tests.Evaluation.Classification;

/// <summary>Multinomial logistic regression by Newton's method on the summed objective, in plain loops.</summary>
internal static class NewtonOracle
{
    public static double[] Fit(double[][] rows, int[] labels, int classes, double c)
    {
        var point = new double[classes * (rows[0].Length + 1)];
        for (int round = 0; round < 60; round++)
        {
            double[] gradient = Gradient(rows, labels, classes, c, point);
            double[] step = Solve(Hessian(rows, classes, c, point), gradient);
            double length = 1;
            double before = Value(rows, labels, classes, c, point);
            while (length > 1e-6 && Value(rows, labels, classes, c, Moved(point, step, length)) > before)
            {
                length /= 2;
            }

            point = Moved(point, step, length);
        }

        return point;
    }

    public static double[] Gradient(double[][] rows, int[] labels, int classes, double c, double[] point)
    {
        int dimension = rows[0].Length;
        var gradient = new double[point.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            double[] p = Probabilities(rows[i], classes, point);
            for (int k = 0; k < classes; k++)
            {
                double residual = p[k] - (labels[i] == k ? 1 : 0);
                gradient[(classes * dimension) + k] += residual;
                for (int j = 0; j < dimension; j++)
                {
                    gradient[(k * dimension) + j] += residual * rows[i][j];
                }
            }
        }

        for (int j = 0; j < classes * dimension; j++)
        {
            gradient[j] += point[j] / c;
        }

        return gradient;
    }

    private static double Value(double[][] rows, int[] labels, int classes, double c, double[] point) =>
        rows.Select((row, i) => -Math.Log(Probabilities(row, classes, point)[labels[i]])).Sum() + (point[..(classes * rows[0].Length)].Sum(w => w * w) / (2 * c));

    private static double[,] Hessian(double[][] rows, int classes, double c, double[] point)
    {
        int dimension = rows[0].Length;
        var hessian = new double[point.Length, point.Length];
        int At(int k, int j) => j < dimension ? (k * dimension) + j : (classes * dimension) + k;
        foreach (double[] row in rows)
        {
            double[] p = Probabilities(row, classes, point);
            double[] x = [.. row, 1];
            for (int k = 0; k < classes; k++)
            {
                for (int l = 0; l < classes; l++)
                {
                    for (int j = 0; j <= dimension; j++)
                    {
                        for (int m = 0; m <= dimension; m++)
                        {
                            hessian[At(k, j), At(l, m)] += p[k] * ((k == l ? 1 : 0) - p[l]) * x[j] * x[m];
                        }
                    }
                }
            }
        }

        for (int j = 0; j < classes * dimension; j++)
        {
            hessian[j, j] += 1 / c;
        }

        // Adding a constant to all intercepts changes nothing; (sum of intercepts)² makes the solution the one whose intercepts sum to 0.
        for (int k = 0; k < classes; k++)
        {
            for (int l = 0; l < classes; l++)
            {
                hessian[At(k, dimension), At(l, dimension)] += 1;
            }
        }

        return hessian;
    }

    private static double[] Probabilities(double[] row, int classes, double[] point)
    {
        double[] weights = [.. Enumerable.Range(0, classes).Select(k => Math.Exp(point[(classes * row.Length) + k] + row.Select((x, j) => x * point[(k * row.Length) + j]).Sum()))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double[] Moved(double[] point, double[] step, double length) => [.. point.Zip(step, (x, s) => x - (length * s))];

    private static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        double[] solution = [.. right];
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row, column]));
            for (int j = 0; j < n; j++)
            {
                (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            }

            (solution[column], solution[pivot]) = (solution[pivot], solution[column]);
            for (int row = 0; row < n; row++)
            {
                double factor = row == column ? 0 : matrix[row, column] / matrix[column, column];
                for (int j = column; j < n; j++)
                {
                    matrix[row, j] -= factor * matrix[column, j];
                }

                solution[row] -= factor * solution[column];
            }
        }

        return [.. solution.Select((value, i) => value / matrix[i, i])];
    }
}
