"""What asyncio does beyond sleeping: a queue, gather, a cancelled task, a timeout, a
task that fails, and one that is left at the end."""

import asyncio


async def producer(queue):
    for number in range(2):
        await asyncio.sleep(1)
        await queue.put(number)


async def consumer(queue):
    return [await queue.get() for _ in range(2)]


async def fails():
    await asyncio.sleep(0)
    raise ValueError("on purpose")


async def main():
    queue = asyncio.Queue()
    await asyncio.gather(producer(queue), consumer(queue))

    napping = asyncio.create_task(asyncio.sleep(60), name="napping")
    await asyncio.sleep(1)
    napping.cancel()
    try:
        await napping
    except asyncio.CancelledError:
        print("cancelled")

    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(60)
    except TimeoutError:
        print("too late")

    try:
        await asyncio.create_task(fails())
    except ValueError as error:
        print(error)

    left = asyncio.create_task(asyncio.sleep(60), name="left")
    await asyncio.sleep(1)


asyncio.run(main())
