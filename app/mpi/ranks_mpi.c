/* The plug-in of app/research/ranks.h: messages by MPI, and nothing else. */
#include "app/research/ranks.h"

#include <limits.h>
#include <mpi.h>
#include <time.h>

enum { TAG = 7, WAIT_NS = 500000 };

extern const rv_ranks rv_ranks_table;

static int begin(int *rank, int *size)
{
	if (MPI_Init(NULL, NULL) != MPI_SUCCESS)
		return 1;
	return MPI_Comm_rank(MPI_COMM_WORLD, rank) != MPI_SUCCESS ||
	       MPI_Comm_size(MPI_COMM_WORLD, size) != MPI_SUCCESS;
}

static int send_bytes(int to, const void *bytes, size_t n)
{
	if (n > INT_MAX)
		return 1;
	return MPI_Send(bytes, (int)n, MPI_BYTE, to, TAG, MPI_COMM_WORLD) != MPI_SUCCESS;
}

/* MPI waits by asking without a pause, which would cost whoever waits a processor of its own. */
static int wait_for(int from, MPI_Status *s)
{
	const struct timespec pause = { .tv_nsec = WAIT_NS };
	int there = 0;
	while (MPI_Iprobe(from, TAG, MPI_COMM_WORLD, &there, s) == MPI_SUCCESS) {
		if (there)
			return 0;
		(void)nanosleep(&pause, NULL);
	}
	return 1;
}

static int receive_bytes(int from, void *bytes, size_t n, int *who)
{
	MPI_Status s;
	int count = 0;
	if (n > INT_MAX || wait_for(from < 0 ? MPI_ANY_SOURCE : from, &s) != 0)
		return 1;
	if (who)
		*who = s.MPI_SOURCE;
	if (MPI_Get_count(&s, MPI_BYTE, &count) != MPI_SUCCESS || count != (int)n)
		return 1;
	return MPI_Recv(bytes, count, MPI_BYTE, s.MPI_SOURCE, TAG, MPI_COMM_WORLD,
			MPI_STATUS_IGNORE) != MPI_SUCCESS;
}

static void end(void)
{
	(void)MPI_Finalize();
}

const rv_ranks rv_ranks_table = { .version = RV_RANKS_VERSION,
				  .begin = begin,
				  .send = send_bytes,
				  .receive = receive_bytes,
				  .end = end };
