import { useMutation, useQueryClient } from '@tanstack/react-query';

/**
 * A change of applications, after which their list is fetched again.
 * @param onDone receives the answer at once: it may contain a secret that is shown only once
 */
export function useApplicationChange<Given, Answer>(
  change: (given: Given) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      onDone?.(answer);
      await client.cancelQueries({ queryKey: ['/applications'] });
      await client.invalidateQueries({ queryKey: ['/applications'] });
    },
    // Answers may contain secrets, which must not be kept longer than they are shown.
    gcTime: 0,
  });
}
