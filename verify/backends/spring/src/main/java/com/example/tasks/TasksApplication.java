package com.example.tasks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/** The app. It says on which port it is ready. */
@SpringBootApplication
public class TasksApplication {
  public static void main(String[] args) {
    SpringApplication.run(TasksApplication.class, args);
  }

  @EventListener
  void ready(ServletWebServerInitializedEvent event) {
    System.out.println("ready on " + event.getWebServer().getPort());
  }
}
