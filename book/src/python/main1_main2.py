import asyncio
import time


def say(what):
    print(f"{time.monotonic() - start:2.0f} s  {what}")


async def say_after(delay, what):
    await asyncio.sleep(delay)
    say(what)


async def main1():
    say("started")
    await say_after(1, "hello")
    await say_after(2, "world")
    say("finished")


async def main2():
    task1 = asyncio.create_task(say_after(5, "hello"))
    task2 = asyncio.create_task(say_after(10, "world"))
    task3 = asyncio.create_task(say_after(1, "!"))

    say("started")
    await asyncio.sleep(11)
    say("finished")


for main in (main1, main2):
    print(f"-------- {main.__name__} start -----------")
    start = time.monotonic()
    asyncio.run(main())
